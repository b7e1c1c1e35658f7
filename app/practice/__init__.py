"""The workflow: prompt, recording, score, attempt. Knows the rooms, knows no Qt."""
