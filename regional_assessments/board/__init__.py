"""The map (一张图): every layer the rooms announce, drawn, identified, listed and printed. Rows belong to their rooms."""
