"""The pages, one a module with its `page()`."""
