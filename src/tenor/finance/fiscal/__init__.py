"""What a government takes: charges on sales, taxes on income and rent, shares of output."""
