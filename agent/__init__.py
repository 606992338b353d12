"""What should this shop do next?"""
