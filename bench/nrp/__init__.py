"""The staff-scheduling benchmark of Curtois and Qu, solved with the product's own solver and by peers."""
