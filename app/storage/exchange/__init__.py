"""What stations of a centre hand to each other: records, by whatever way they travel."""
