"""`python -m acoe_spec` is `acoe`."""

from acoe_spec.cli import main

if __name__ == "__main__":  # not where a worker process imports this module anew
    main()
