# Aliases of the doors; nothing here is needed to run or test.
.PHONY: run test bench package
run test bench package:
	@./installer/$@
