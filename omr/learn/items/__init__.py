"""Items as a person reads them: their order, numbers, options and sections."""
