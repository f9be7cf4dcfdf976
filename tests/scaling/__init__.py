"""What has to hold however much there is of it: more rows, more days, more processes."""
