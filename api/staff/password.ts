export const hashPassword = async (password: string) => password
