"""The control API: the page's way in, and that of tests."""
