"""Files on a case: streamed in, looked inside, scanned, streamed out."""
