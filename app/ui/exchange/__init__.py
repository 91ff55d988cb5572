"""Exchange in the window: sealing signed reports, handing the file over, reading receipts."""
