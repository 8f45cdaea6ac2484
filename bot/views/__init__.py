"""Values of the domain in, Block Kit out."""
