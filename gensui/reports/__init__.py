"""Reports as pages, PDF and sheets: made in the background, kept, and found again."""
