"""Pages of joint procedures."""
