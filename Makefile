# Aliases of the doors; nothing here is needed to run or test.
.PHONY: run test bench attack package package-windows check-windows
run test bench attack package package-windows check-windows:
	@./installer/$@
