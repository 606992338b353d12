"""What has worked elsewhere? Playbooks, and finding the right one."""
