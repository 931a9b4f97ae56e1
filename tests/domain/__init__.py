"""The rules of copying, told as stories of a follower. No loop, no file, no clock."""
