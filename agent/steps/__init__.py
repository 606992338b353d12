"""The graph's nodes, thin: each calls one of the rooms."""
