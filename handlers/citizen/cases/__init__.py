"""A citizen asks staff, writes back, looks it up, and says whether it helped."""
