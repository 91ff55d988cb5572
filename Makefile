# Aliases of the doors; nothing here is needed to run or test.
.PHONY: run test bench attack mutate package package-linux package-windows package-stick make-update check-packages check-windows check-glibc check-bare
run test bench attack mutate package package-linux package-windows package-stick make-update check-packages check-windows check-glibc check-bare:
	@./installer/$@
