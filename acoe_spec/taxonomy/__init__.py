"""From a taxonomy as people write it to the closed tables that checking reads."""
