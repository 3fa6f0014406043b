"""Crashes: web and worker processes are killed under load, and every case must be where its answers say."""
