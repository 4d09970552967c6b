"""Parts of the pages for who treats: the client chosen, their verdicts, the details of one client."""
