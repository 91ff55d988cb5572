# Aliases of the doors; nothing here is needed to run or test.
.PHONY: run test bench attack mutate package
run test bench attack mutate package:
	@./installer/$@
