"""Events on their way from the commit to their subscribers. Knows no handler's business."""
