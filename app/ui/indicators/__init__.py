"""The organisation in numbers: indicators by year, the passport on a day, the organisations below."""
