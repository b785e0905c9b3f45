"""An integer program in rows, before any solver has it: columns with bounds and points, rows with bounds."""


class Program:
    """Maximise points over integer columns."""

    def __init__(self):
        self.lower, self.upper, self.points = [], [], []
        self.rows = []  # (columns, coefficients, least or None, most or None)
        self.constant = 0

    def column(self, upper=1, points=0):
        """A whole number from 0 to `upper`."""
        self.lower.append(0)
        self.upper.append(upper)
        self.points.append(points)
        return len(self.upper) - 1

    def row(self, terms, least=None, most=None):
        """Bounds the sum of (coefficient, column); columns may repeat."""
        summed = {}
        for coefficient, column in terms:
            summed[column] = summed.get(column, 0) + coefficient
        self.rows.append((list(summed), list(summed.values()), least, most))

    def both(self, one, other, points):
        """Adds `points` when both sums of columns are 1."""
        column = self.column(points=points)
        if points >= 0:
            self.row([(1, column)] + [(-1, x) for x in one], most=0)
            self.row([(1, column)] + [(-1, x) for x in other], most=0)
        else:
            self.row([(1, x) for x in [*one, *other]] + [(-1, column)], most=1)
