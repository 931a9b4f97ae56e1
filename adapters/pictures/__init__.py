"""Pictures of results, drawn by a small process of their own. Knows no follower and no exchange."""
