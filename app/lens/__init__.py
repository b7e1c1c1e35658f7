"""What a camera's picture shows, as far as it can be measured: a face, where it is and how large. No Qt."""
