"""What would a real little shop's export look like?

살랑조약돌 sells rings, earrings and hair pins, and one person runs it. Everything here is invented; ``generate``
writes it all again, byte for byte, and ``planted.json`` says what is hidden in it.
"""
