"""Is it any good, and did it get better?"""
