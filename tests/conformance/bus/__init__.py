"""What every bus keeps to; one suite for all of them."""
