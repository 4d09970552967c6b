"""What pages show of one client: the history read and judged once, its sentences, chart and faces."""
