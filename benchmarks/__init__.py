"""What the product costs, measured against floors in the same run. `make bench`, or `python -m benchmarks`.

Only ratios within one run count: the machine is shared and noisy, so floor and product alternate, and the median of the
rounds is what is printed. It decides nothing and nobody imports it.
"""
