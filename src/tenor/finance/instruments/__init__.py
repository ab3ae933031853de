"""What a deal is made of: sales at agreed prices, money lent and given, duties and cover."""
