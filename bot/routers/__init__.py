"""One router per topic; `bot/dispatcher.py` shows their order."""
