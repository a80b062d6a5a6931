"""超期: a case that is late is explained to its applicant before it is decided (domain §4.6)."""
