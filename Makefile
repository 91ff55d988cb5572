# Aliases of the doors; nothing here is needed to run or test.
.PHONY: run test bench attack package
run test bench attack package:
	@./installer/$@
