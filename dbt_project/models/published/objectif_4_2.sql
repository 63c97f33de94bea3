{{ objectif('psa-clermont', '4.2') }}
