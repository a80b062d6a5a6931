"""Every paper that leaves: receipts, notices, licences; rendered, stored, hashed, verifiable."""
