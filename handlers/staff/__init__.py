"""What staff do; the package router carries the staff filter."""
