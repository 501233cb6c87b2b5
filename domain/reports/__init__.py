"""What the hall can say of its cases: each as it stood at the end of a period, and figures of all of them."""
