"""What must be approved: flow types, stages, items, prerequisites, materials, guides, as versioned data."""
