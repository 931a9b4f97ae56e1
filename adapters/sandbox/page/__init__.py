"""The chat page in the browser: static files only, no build step, nothing from elsewhere."""
