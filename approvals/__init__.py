"""How it is decided: joint applications, item cases, the Viewflow flows, the window and the lead."""
