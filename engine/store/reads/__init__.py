"""Read side: the queries behind dossier, worklist, studio and measures."""
