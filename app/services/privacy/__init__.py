"""What 152-ФЗ asks of the organisation: ends of processing and destruction, requests, registers, incidents."""
