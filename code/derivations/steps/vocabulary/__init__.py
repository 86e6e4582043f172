"""What an author writes with: names, sizes, sums, derivatives, domains."""
