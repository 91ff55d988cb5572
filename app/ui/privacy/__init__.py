"""«Согласия и личные данные»: who agreed, what may leave, what to do when somebody changed their mind."""
