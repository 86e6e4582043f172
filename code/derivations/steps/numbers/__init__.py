"""A line as numbers, without symbolic algebra: points, values, quadrature."""
