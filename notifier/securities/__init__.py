"""Who is who: the directory of listed securities, and who an article names."""
